-- MySQL dump 10.13  Distrib for the tests of Dorfschluessel
--
-- Host: localhost    Database: mrbs
-- ------------------------------------------------------

/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;

--
-- Table structure for table `mrbs_area`
--

DROP TABLE IF EXISTS `mrbs_area`;
CREATE TABLE `mrbs_area` (
  `id` int(11) NOT NULL,
  `disabled` int(11) DEFAULT NULL,
  `area_name` varchar(80) DEFAULT NULL,
  `enable_periods` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_area` WRITE;
/*!40000 ALTER TABLE `mrbs_area` DISABLE KEYS */;
INSERT INTO `mrbs_area` (`id`, `disabled`, `area_name`, `enable_periods`) VALUES (1,0,'Benken',0);
INSERT INTO `mrbs_area` (`id`, `disabled`, `area_name`, `enable_periods`) VALUES (2,0,'Reetz',0);
INSERT INTO `mrbs_area` (`id`, `disabled`, `area_name`, `enable_periods`) VALUES (3,0,'Schule',1);
INSERT INTO `mrbs_area` (`id`, `disabled`, `area_name`, `enable_periods`) VALUES (4,0,'Wunderhaus',0);
/*!40000 ALTER TABLE `mrbs_area` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `mrbs_entry`
--

DROP TABLE IF EXISTS `mrbs_entry`;
CREATE TABLE `mrbs_entry` (
  `id` int(11) NOT NULL,
  `start_time` int(11) DEFAULT NULL,
  `end_time` int(11) DEFAULT NULL,
  `room_id` int(11) DEFAULT NULL,
  `create_by` varchar(80) DEFAULT NULL,
  `name` varchar(80) DEFAULT NULL,
  `description` text DEFAULT NULL,
  `status` int(11) DEFAULT NULL COMMENT 'zwei Bits, (1) und (2)',
  PRIMARY KEY (`id`),
  KEY `by_room` (`room_id`,`start_time`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_entry` WRITE;
/*!40000 ALTER TABLE `mrbs_entry` DISABLE KEYS */;
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (1,1790960400,1790971200,1,'a.lehmann','Chorprobe','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (2,1791565200,1791576000,1,'a.lehmann','Chorprobe','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (3,1792170000,1792180800,1,'a.lehmann','Chorprobe','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (4,1792774800,1792785600,1,'a.lehmann','Chorprobe','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (5,1793383200,1793394000,1,'a.lehmann','Chorprobe','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (6,1792864800,1792897200,1,'b.mueller','Geburtstag O\'Brien; DROP TABLE `mrbs_entry`; -- \"x\" \\ ','Zeile eins\nZeile zwei	(geheim)',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (7,1792891800,1792900800,2,'a.lehmann','Nachtwache','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (8,1806174000,1806199200,1,'b.mueller','Frühlingsfest ÄÖÜß','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (9,1793523600,1793530800,1,'a.lehmann','Noch nicht genehmigt','',2);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (10,1793534400,1793538000,1,'a.lehmann','Vielleicht','',4);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (11,1793541600,1793545200,1,'a.lehmann','Arztgespräch','',1);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (12,1772355600,1772362800,1,'v.alt','Längst vorbei','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (13,1794042000,1794049200,3,'a.lehmann','Sport früh','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (14,1794049200,1794056400,3,'a.lehmann','Sport spät','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (15,1793617200,1793617260,4,'a.lehmann','Mathe','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (16,1794128400,1794135600,5,'a.lehmann','Lesung','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (17,1794214800,1794222000,6,'a.lehmann','Im Keller','',0);
INSERT INTO `mrbs_entry` (`id`, `start_time`, `end_time`, `room_id`, `create_by`, `name`, `description`, `status`) VALUES (18,1794301200,1799578800,1,'a.lehmann','Ausstellung','',0);
/*!40000 ALTER TABLE `mrbs_entry` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `mrbs_repeat`
--

DROP TABLE IF EXISTS `mrbs_repeat`;
CREATE TABLE `mrbs_repeat` (
  `id` int(11) NOT NULL,
  `start_time` int(11) DEFAULT NULL,
  `end_time` int(11) DEFAULT NULL,
  `rep_type` int(11) DEFAULT NULL,
  `name` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_repeat` WRITE;
/*!40000 ALTER TABLE `mrbs_repeat` DISABLE KEYS */;
INSERT INTO `mrbs_repeat` (`id`, `start_time`, `end_time`, `rep_type`, `name`) VALUES (1,1790960400,1790971200,2,'Chorprobe');
/*!40000 ALTER TABLE `mrbs_repeat` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `mrbs_room`
--

DROP TABLE IF EXISTS `mrbs_room`;
CREATE TABLE `mrbs_room` (
  `id` int(11) NOT NULL,
  `disabled` int(11) DEFAULT NULL,
  `area_id` int(11) DEFAULT NULL,
  `room_name` varchar(80) DEFAULT NULL,
  `capacity` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_room` WRITE;
/*!40000 ALTER TABLE `mrbs_room` DISABLE KEYS */;
INSERT INTO `mrbs_room` (`id`, `disabled`, `area_id`, `room_name`, `capacity`) VALUES (1,0,1,'Saal',80);
INSERT INTO `mrbs_room` (`id`, `disabled`, `area_id`, `room_name`, `capacity`) VALUES (2,0,1,'Kueche',10);
INSERT INTO `mrbs_room` (`id`, `disabled`, `area_id`, `room_name`, `capacity`) VALUES (3,0,2,'Saal',100);
INSERT INTO `mrbs_room` (`id`, `disabled`, `area_id`, `room_name`, `capacity`) VALUES (4,0,3,'Klasse 1',30);
INSERT INTO `mrbs_room` (`id`, `disabled`, `area_id`, `room_name`, `capacity`) VALUES (5,0,4,'Großer Raum',0);
INSERT INTO `mrbs_room` (`id`, `disabled`, `area_id`, `room_name`, `capacity`) VALUES (6,0,1,'Keller',5);
/*!40000 ALTER TABLE `mrbs_room` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `mrbs_users`
--

DROP TABLE IF EXISTS `mrbs_users`;
CREATE TABLE `mrbs_users` (
  `id` int(11) NOT NULL,
  `level` int(11) DEFAULT NULL,
  `name` varchar(80) DEFAULT NULL,
  `password` varchar(80) DEFAULT NULL,
  `email` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_users` WRITE;
/*!40000 ALTER TABLE `mrbs_users` DISABLE KEYS */;
INSERT INTO `mrbs_users` (`id`, `level`, `name`, `password`, `email`) VALUES (1,1,'a.lehmann','5f4dcc3b5aa765d61d8327deb882cf99','anna.lehmann@example.org');
/*!40000 ALTER TABLE `mrbs_users` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `mrbs_variables`
--

DROP TABLE IF EXISTS `mrbs_variables`;
CREATE TABLE `mrbs_variables` (
  `id` int(11) NOT NULL,
  `variable_name` varchar(80) DEFAULT NULL,
  `variable_content` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_variables` WRITE;
/*!40000 ALTER TABLE `mrbs_variables` DISABLE KEYS */;
INSERT INTO `mrbs_variables` (`id`, `variable_name`, `variable_content`) VALUES (1,'db_version','36');
INSERT INTO `mrbs_variables` (`id`, `variable_name`, `variable_content`) VALUES (2,'local_db_version','1');
/*!40000 ALTER TABLE `mrbs_variables` ENABLE KEYS */;
UNLOCK TABLES;

-- Dump completed
