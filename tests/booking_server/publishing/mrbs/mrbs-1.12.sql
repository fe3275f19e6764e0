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
INSERT INTO `mrbs_area` VALUES
(1,0,'Benken',0),
(2,0,'Reetz',0),
(3,0,'Schule',1),
(4,0,'Wunderhaus',0);
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
INSERT INTO `mrbs_entry` VALUES
(1,1790960400,1790971200,1,'a.lehmann','Chorprobe','',0),
(2,1791565200,1791576000,1,'a.lehmann','Chorprobe','',0),
(3,1792170000,1792180800,1,'a.lehmann','Chorprobe','',0),
(4,1792774800,1792785600,1,'a.lehmann','Chorprobe','',0),
(5,1793383200,1793394000,1,'a.lehmann','Chorprobe','',0),
(6,1792864800,1792897200,1,'b.mueller','Geburtstag O\'Brien; DROP TABLE `mrbs_entry`; -- \"x\" \\ ','Zeile eins\nZeile zwei	(geheim)',0),
(7,1792891800,1792900800,2,'a.lehmann','Nachtwache','',0),
(8,1806174000,1806199200,1,'b.mueller','Frühlingsfest ÄÖÜß 🎉','',0),
(9,1793523600,1793530800,1,'a.lehmann','Noch nicht genehmigt','',2),
(10,1793534400,1793538000,1,'a.lehmann','Vielleicht','',4),
(11,1793541600,1793545200,1,'a.lehmann','Arztgespräch','',1),
(12,1772355600,1772362800,1,'v.alt','Längst vorbei','',0),
(13,1794042000,1794049200,3,'a.lehmann','Sport früh','',0),
(14,1794049200,1794056400,3,'a.lehmann','Sport spät','',0),
(15,1793617200,1793617260,4,'a.lehmann','Mathe','',0),
(16,1794128400,1794135600,5,'a.lehmann','Lesung','',0),
(17,1794214800,1794222000,6,'a.lehmann','Im Keller','',0),
(18,1794301200,1799578800,1,'a.lehmann','Ausstellung','',0);
/*!40000 ALTER TABLE `mrbs_entry` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `mrbs_participants`
--

DROP TABLE IF EXISTS `mrbs_participants`;
CREATE TABLE `mrbs_participants` (
  `id` int(11) NOT NULL,
  `entry_id` int(11) DEFAULT NULL,
  `username` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_participants` WRITE;
/*!40000 ALTER TABLE `mrbs_participants` DISABLE KEYS */;
INSERT INTO `mrbs_participants` VALUES
(1,1,'c.schulz'),
(2,1,'d.wolf'),
(3,1,'e.bauer');
/*!40000 ALTER TABLE `mrbs_participants` ENABLE KEYS */;
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
INSERT INTO `mrbs_repeat` VALUES
(1,1790960400,1790971200,2,'Chorprobe');
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
INSERT INTO `mrbs_room` VALUES
(1,0,1,'Saal',80),
(2,0,1,'Kueche',10),
(3,0,2,'Saal',100),
(4,0,3,'Klasse 1',30),
(5,0,4,'Großer Raum',0),
(6,0,1,'Keller',5);
/*!40000 ALTER TABLE `mrbs_room` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `mrbs_sessions`
--

DROP TABLE IF EXISTS `mrbs_sessions`;
CREATE TABLE `mrbs_sessions` (
  `id` int(11) NOT NULL,
  `data` text DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_sessions` WRITE;
/*!40000 ALTER TABLE `mrbs_sessions` DISABLE KEYS */;
INSERT INTO `mrbs_sessions` VALUES
(s1,'a;b\'c\"d');
/*!40000 ALTER TABLE `mrbs_sessions` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `mrbs_users`
--

DROP TABLE IF EXISTS `mrbs_users`;
CREATE TABLE `mrbs_users` (
  `id` int(11) NOT NULL,
  `level` int(11) DEFAULT NULL,
  `name` varchar(80) DEFAULT NULL,
  `display_name` varchar(80) DEFAULT NULL,
  `password_hash` varchar(80) DEFAULT NULL,
  `email` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `mrbs_users` WRITE;
/*!40000 ALTER TABLE `mrbs_users` DISABLE KEYS */;
INSERT INTO `mrbs_users` VALUES
(1,1,'a.lehmann','Anna Lehmann','$2y$10$notarealhash','anna.lehmann@example.org'),
(2,1,'b.mueller','Bernd Müller','$2y$10$another',NULL);
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
INSERT INTO `mrbs_variables` VALUES
(1,'db_version','82'),
(2,'local_db_version','1');
/*!40000 ALTER TABLE `mrbs_variables` ENABLE KEYS */;
UNLOCK TABLES;

-- Dump completed
